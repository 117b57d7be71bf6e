// Draws what stands in a chat.  Texts of the product are never taken for HTML of this page.

import { clock, h } from './api.js';

const PAUSE_S = 300;
const ADDRESS = /https?:\/\/[^\s<>"'，。；、（）]+/g;

// One chat; `acts` says what happens on a link, a mini-program link, a tap and a late tap.
export function chat(bubbles, face, acts) {
  if (!bubbles.length) return [h('p', { class: 'pill' }, acts.empty)];
  let before = 0;
  return bubbles.flatMap((bubble) => {
    const gap = bubble.at - before > PAUSE_S;
    before = bubble.at;
    const time = gap ? [h('p', { class: 'time' }, clock(bubble.at))] : [];
    return [...time, line(bubble, face, acts)];
  });
}

function line(bubble, face, acts) {
  if (bubble.show === 'unavailable') return h('p', { class: 'pill fail' }, bubble.text);
  if (bubble.show === 'did') return h('p', { class: 'pill' }, did(bubble.text));
  if (bubble.show === 'said') {
    return h('div', { class: 'line mine' }, h('span', { class: 'face' }, face), h('div', { class: 'bubble' }, bubble.text));
  }
  const inside = bubble.card ? card(bubble.card, acts) : bubble.show === 'subscribe' ? service(bubble, acts) : words(bubble, acts);
  return h('div', { class: 'line' }, h('span', { class: 'face', 'aria-hidden': 'true' }, '里'), inside);
}

function did(text) {
  const [event, key = ''] = text.split(' ');
  const names = { subscribe: '关注了公众号', unsubscribe: '取消了关注', CLICK: `点了菜单 ${key}`, SCAN: `扫了码 ${key}`, VIEW: '点了菜单里的网页' };
  return names[event] || text;
}

function words(bubble, acts) {
  const tag = bubble.show === 'customer-service' ? [h('span', { class: 'tag' }, '客服消息')] : [];
  return h('div', { class: 'bubble' }, ...tag, ...rich(bubble.text, acts));
}

// Only <a> means something in a chat; everything else is shown as it was sent.
function rich(text, acts) {
  const parts = text.split(/(<a\s[^>]*>[\s\S]*?<\/a>)/i);
  return parts.flatMap((part) => (/^<a\s/i.test(part) ? [anchor(part, acts)] : addresses(part, acts)));
}

function anchor(markup, acts) {
  const link = new DOMParser().parseFromString(markup, 'text/html').querySelector('a');
  const path = link.getAttribute('data-miniprogram-path');
  if (path) {
    return h('button', { class: 'link', type: 'button', onclick: () => acts.mini(path, link.getAttribute('href') || '') }, link.textContent);
  }
  return outward(link.getAttribute('href') || '', link.textContent, acts);
}

function addresses(text, acts) {
  const made = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    made.push(text.slice(from, found.index), outward(found[0], found[0], acts));
    from = found.index + found[0].length;
  }
  return [...made, text.slice(from)];
}

function outward(address, text, acts, look = {}) {
  if (!/^https?:\/\//.test(address)) return text;
  return h('a', { href: acts.href(address), onclick: (event) => acts.go(address, event), target: '_blank', rel: 'noopener', ...look }, text);
}

function service(bubble, acts) {
  const [title, ...rest] = Object.values(bubble.extra.data);
  const page = bubble.extra.page;
  return h('article', { class: 'card' },
    h('div', {},
      h('p', { class: 'tag' }, `服务通知 · 小程序（替身） · ${clock(bubble.at)}`),
      h('h3', {}, title),
      h('ul', {}, ...rest.map((value) => h('li', {}, value)))),
    page ? outward(acts.page(page), '进小程序查看', acts, { class: 'open tag', title: page }) : null);
}

function card(copy, acts) {
  const facts = copy.facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]);
  return h('article', { class: copy.replaced ? 'card grey' : 'card' },
    h('div', {},
      copy.source ? h('p', { class: 'tag' }, copy.source) : null,
      h('h3', {}, copy.url ? outward(copy.url, copy.title, acts) : copy.title),
      copy.desc ? h('p', { class: 'desc' }, copy.desc) : null,
      copy.quote ? h('p', { class: 'quote' }, copy.quote) : null,
      facts.length ? h('dl', {}, ...facts) : null),
    copy.replaced ? done(copy, acts) : taps(copy, acts));
}

function taps(copy, acts) {
  if (!copy.buttons.length) return null;
  return h('div', { class: 'taps' }, ...copy.buttons.map((button, at) => {
    const look = { class: at === 0 && button.key ? 'main' : 'minor' };
    if (button.url) return outward(button.url, button.text, acts, look);
    return h('button', { type: 'button', 'data-key': button.key, ...look, onclick: () => acts.tap(copy.task, button.key, false) }, button.text);
  }));
}

function done(copy, acts) {
  const key = (copy.buttons.find((button) => button.key) || {}).key;
  const late = key ? h('button', { type: 'button', title: '像还没变灰的手机那样再点一次', onclick: () => acts.tap(copy.task, key, true) }, '晚点一下') : null;
  return h('div', { class: 'done' }, h('span', {}, copy.replaced), late);
}
