import { mount } from 'svelte';
import './fonts.css';
import './app.css';
import App from './App.svelte';
import Backtest from './Backtest.svelte';
import Changes from './Changes.svelte';
import type { Comparison, Outlook, Scoreboard } from './lib/types';

const data = JSON.parse(document.getElementById('outlook')!.textContent!) as
  Outlook | Comparison | Scoreboard;
const target = document.getElementById('report')!;
if ('movements' in data) mount(Changes, { target, props: { comparison: data } });
else if ('fleets' in data) mount(Backtest, { target, props: { scoreboard: data } });
else mount(App, { target, props: { outlook: data } });
