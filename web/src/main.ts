import { mount } from 'svelte';
import './fonts.css';
import './app.css';
import App from './App.svelte';
import type { Outlook } from './lib/types';

const outlook = JSON.parse(document.getElementById('outlook')!.textContent!) as Outlook;
mount(App, { target: document.getElementById('report')!, props: { outlook } });
