// Tabs that the keyboard can walk: arrows, Home, End.

import { h } from './api.js';

export function tabs(place, names) {
  const made = names.map(([id, title]) => h('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}`, onclick: () => choose(id) }, title, h('span', { class: 'count' })));
  const choose = (wanted) => made.forEach((tab, at) => {
    const mine = names[at][0] === wanted;
    tab.setAttribute('aria-selected', String(mine));
    tab.tabIndex = mine ? 0 : -1;
    document.getElementById(`panel-${names[at][0]}`).hidden = !mine;
  });
  place.addEventListener('keydown', (event) => {
    const at = made.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    made.at(to % made.length).focus();
    document.activeElement.click();
  });
  place.replaceChildren(...made);
  choose(names[0][0]);
  return {
    choose,
    count: (id, number) => { document.querySelector(`#tab-${id} .count`).textContent = number ? ` ${number}` : ''; },
  };
}
