// What can be tapped instead of typed: the numbered choices and the quoted words of the newest answer.

import { h } from './api.js';

const CHOICE = /(?<![第共前])(?:^|[\s　])(\d{1,2}) ([^\s　，。；：、]{1,14})/g;
const WORD = /“(确认|返回|取消|帮助|我的|补什么|人工|能办什么|亲属关系证明|撤回 \d{4})”/g;
const BEGINNING = ['亲属关系证明', '能办什么', '帮助'];
const MOST = 18;

export function chips(bubbles, say) {
  const newest = bubbles.filter((bubble) => bubble.show !== 'did').at(-1);
  if (!newest) return BEGINNING.map((text) => chip(text, text, say));
  if (newest.show === 'unavailable') return [];
  if (newest.show === 'said') return [];
  const choices = /第 \d+ 问|哪一|选/.test(newest.text) ? [...newest.text.matchAll(CHOICE)].map(([, number, words]) => [`${number} ${words}`, number]) : [];
  const words = [...new Set([...newest.text.matchAll(WORD)].map(([, word]) => word))].map((word) => [word, word]);
  return [...choices, ...words].slice(0, MOST).map(([shown, text]) => chip(shown, text, say));
}

function chip(shown, text, say) {
  return h('button', { type: 'button', 'data-key': text, title: '点了等于打字', onclick: () => say(text) }, shown);
}
