// The stories: one button each, what is being played, and a way to stop.

import { h } from './api.js';

const SIGNS = { done: '✓', now: '▸', failed: '✕' };

export function buttons(theatre, acts) {
  const playing = theatre.running ? theatre.play.title : '';
  return [
    ...theatre.stories.map(({ name, title }) => h('button', {
      type: 'button', 'data-key': name, class: title === playing ? 'on' : '', 'aria-pressed': String(title === playing), onclick: () => acts.play(name),
    }, title)),
    h('button', { type: 'button', class: 'stop', 'data-key': 'stop', disabled: !theatre.running, onclick: acts.stop }, '■ 停'),
  ];
}

export function progress(theatre) {
  const { play, running } = theatre;
  const last = play.steps.length;
  const well = !running && play.steps.every((step) => step.state === 'done');
  return [
    h('p', { class: running ? 'head' : well ? 'head good' : 'head bad', role: 'status' },
      h('strong', {}, play.title), running ? `　第 ${last} 步` : `　${well ? '演完了' : '没演完'}：${play.outcome}`),
    h('ol', { tabindex: '0', 'aria-label': '演到哪一步' }, ...play.steps.map((step) => h('li', { class: `step ${step.state}-step` }, h('span', { 'aria-hidden': 'true' }, SIGNS[step.state]), step.words))),
  ];
}
