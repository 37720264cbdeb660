import type { Person } from './people.ts';

/** The style of every page, which its content security policy allows by its hash. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: Canvas; color: CanvasText; }
main { width: min(24rem, 90vw); }
h1 { font-size: 1.5rem; }
label { display: block; margin-block: 1rem 0.25rem; font-weight: 600; }
select, input, button { font: inherit; width: 100%; box-sizing: border-box; padding: 0.5rem; border-radius: 0.375rem; border: 1px solid GrayText; }
button { margin-top: 1.5rem; background: #0b5cad; border-color: #0b5cad; color: #fff; font-weight: 600; cursor: pointer; }
.error { color: light-dark(#b00020, #ff9b9b); font-weight: 600; }
`;

/** Returns the page that asks who signs in. @param failed whether a password was wrong */
export function signInPage({
  action,
  people,
  failed,
}: {
  readonly action: string;
  readonly people: readonly Person[];
  readonly failed: boolean;
}): string {
  const options = people.map(
    ({ name, description }) => `<option value="${name}">${name}: ${escaped(description)}</option>`,
  );
  return page(
    'Sign in',
    `<form method="post" action="${escaped(action)}">
${failed ? '<p class="error" role="alert">The password is wrong. The start of the system printed it.</p>' : ''}
<label for="name">Sign in as</label>
<select id="name" name="name">${options.join('')}</select>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button>Sign in</button>
</form>`,
  );
}

/** Returns the page that asks whether to sign out. @param form the form of the provider, with id `op.logoutForm` */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<p>Do you want to sign out?</p>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
  );
}

/** Returns the page for a request that cannot continue. */
export function errorPage(reason: string): string {
  return page('Sign in', `<p class="error">${escaped(reason)}</p><p><a href="/console">Back to the console</a></p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${PAGE_STYLE}</style></head>
<body><main><h1>${title}</h1>
${content}
</main></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
