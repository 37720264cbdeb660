import * as restate from '@restatedev/restate-sdk';

const target = process.env.TARGET;
const call = (step) =>
  fetch(`${target}/${step}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then(
    (response) => response.json(),
  );

restate.serve({
  port: Number(process.env.PORT),
  services: [
    restate.service({
      name: 'orders',
      handlers: {
        async run(context) {
          for (const step of ['one', 'two', 'three']) await context.run(step, () => call(step));
          return 'complete';
        },
      },
    }),
  ],
});
