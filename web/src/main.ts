import { mount } from 'svelte';
import './fonts.css';
import './app.css';
import App from './App.svelte';
import Backtest from './Backtest.svelte';
import Changes from './Changes.svelte';
import Financing from './Financing.svelte';
import Hindsight from './Hindsight.svelte';
import Operation from './Operation.svelte';
import Panels from './page/Panels.svelte';
import type {
  Comparison,
  FinancingPage,
  Hindsight as Looked,
  OperationPage,
  Outlook,
  PanelPage,
  Scoreboard,
} from './lib/types';

const data = JSON.parse(document.getElementById('outlook')!.textContent!) as
  Outlook | Comparison | FinancingPage | Looked | OperationPage | PanelPage | Scoreboard;
const target = document.getElementById('report')!;
if ('movements' in data) mount(Changes, { target, props: { comparison: data } });
else if ('vintages' in data) mount(Hindsight, { target, props: { hindsight: data } });
else if ('site_years' in data) mount(Operation, { target, props: { operation: data } });
else if ('earners' in data) mount(Financing, { target, props: { financing: data } });
else if ('panels' in data) mount(Panels, { target, props: { page: data } });
else if ('fleets' in data) mount(Backtest, { target, props: { scoreboard: data } });
else mount(App, { target, props: { outlook: data } });
