import { mount } from 'svelte';
import './fonts.css';
import './app.css';
import App from './App.svelte';
import Changes from './Changes.svelte';
import Hindsight from './Hindsight.svelte';
import type { Comparison, Hindsight as Looked, Outlook } from './lib/types';

const data = JSON.parse(document.getElementById('outlook')!.textContent!) as Outlook | Comparison | Looked;
const target = document.getElementById('report')!;
if ('movements' in data) mount(Changes, { target, props: { comparison: data } });
else if ('vintages' in data) mount(Hindsight, { target, props: { hindsight: data } });
else mount(App, { target, props: { outlook: data } });
