/**
 * The HTTP module of Node. An `import` of it would also evaluate its lazy exports, among them the WebSocket client of undici with
 * HTTP/2: 2 to 3 MB in each thread that calls partners, and most of the time that loading takes.
 *
 * Source: the getters of `WebSocket` and its events in lib/http.js of Node.js 24, and `syncExports` in lib/internal/bootstrap/realm.js.
 */
export const http = process.getBuiltinModule('node:http');

/** The same with TLS. */
export const https = process.getBuiltinModule('node:https');
