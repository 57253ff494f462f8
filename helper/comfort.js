// Comfort alone: without this script the pages do the same.
'use strict';

/** Tells a screen reader what has happened. */
const told = document.createElement('p');
told.className = 'said';
told.setAttribute('role', 'status');
document.body.append(told);

function button(label, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'small';
    made.textContent = label;
    made.addEventListener('click', () => act(made));
    return made;
}

/** The text of a block without the signs that stand for line ends. */
function text_of(block) {
    const copy = block.cloneNode(true);
    copy.querySelectorAll('.sign[aria-hidden]').forEach((sign) => sign.remove());
    return copy.textContent;
}

for (const block of document.querySelectorAll('[data-copy]')) {
    const what = block.getAttribute('aria-label');
    const copy = button('Copy', async () => {
        try {
            await navigator.clipboard.writeText(text_of(block));
            copy.textContent = 'Copied';
            told.textContent = `${what} copied`;
        } catch {
            getSelection().selectAllChildren(block);
            told.textContent = `${what} selected, to be copied`;
        }
        setTimeout(() => { copy.textContent = 'Copy'; }, 2000);
    });
    copy.setAttribute('aria-label', `Copy: ${what}`);
    const frame = document.createElement('div');
    frame.className = 'copied';
    block.replaceWith(frame);
    frame.append(block, copy);
}

const secret = document.querySelector('input[type=password]');
if (secret) {
    const show = button('Show', () => {
        const hidden = secret.type === 'password';
        secret.type = hidden ? 'text' : 'password';
        show.textContent = hidden ? 'Hide' : 'Show';
        show.setAttribute('aria-pressed', String(hidden));
    });
    show.setAttribute('aria-label', 'Show the secret');
    show.setAttribute('aria-pressed', 'false');
    const frame = document.createElement('div');
    frame.className = 'secret';
    secret.replaceWith(frame);
    frame.append(secret, show);
    // What is sent is a password field, so that no browser offers to remember it as a text.
    secret.form.addEventListener('submit', () => { secret.type = 'password'; });
}
