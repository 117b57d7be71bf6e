// Talks to the stand-in's control API.

export async function order(verb, body = {}) {
  const response = await fetch(`/_sim/${verb}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export async function look(name, query = {}) {
  const response = await fetch(`/_sim/${name}?${new URLSearchParams(query)}`);
  return response.json();
}

// Makes an element: h('p', { class: 'x' }, 'words', child).
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export function clock(seconds, long = false) {
  const form = { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Shanghai' };
  if (long) form.second = '2-digit';
  return new Date(seconds * 1000).toLocaleTimeString('zh-CN', form);
}
