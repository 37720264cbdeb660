/**
 * The HTTP module of Node. An `import` of it in a program that is not compiled would also evaluate its lazy exports, among them the WebSocket
 * client of undici with HTTP/2: 25 ms of a start. See `project/single-built-ins.ts`.
 *
 * Source: the getters of `WebSocket` and its events in lib/http.js of Node.js 24.
 */
export const http = process.getBuiltinModule('node:http');
