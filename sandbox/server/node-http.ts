/** The HTTP module of Node, without what an `import` of it would evaluate: 25 ms of a start. See `lambdas/outbound/node-http.ts`. */
export const http = process.getBuiltinModule('node:http');
