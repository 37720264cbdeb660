import { createServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { closeOutbound, sendRequest } from '../../../lambdas/outbound/send-request.ts';
import { localServer } from './local-server.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

afterAll(closeOutbound);

const post = (host: string, timeoutMs = 5000) =>
  ({ method: 'POST', url: `https://${host}/`, headers: {}, body: '{}', timeoutMs }) as const;

function trust(cert: string) {
  const before = getCACertificates('default');
  setDefaultCACertificates([cert]);
  onTestFinished(() => setDefaultCACertificates(before));
}

async function serve(certificate: ReturnType<typeof selfSignedCertificate>) {
  let requests = 0;
  const server = createServer(certificate, (_, reply) => {
    requests += 1;
    reply.end('over TLS');
  });
  return { ...(await localServer(server)), requests: () => requests };
}

describe('sendRequest over TLS', () => {
  it('returns the reply of a server whose certificate is trusted and names the host', async () => {
    const certificate = selfSignedCertificate({ ip: [127, 0, 0, 1] });
    trust(certificate.cert);
    const server = await serve(certificate);
    expect(await sendRequest(post(server.host), server.policy)).toMatchObject({ status: 200, text: 'over TLS' });
    expect(await sendRequest(post(server.host), server.policy)).toMatchObject({ status: 200, text: 'over TLS' });
  });

  it('sends nothing to a server whose certificate is not trusted', async () => {
    const server = await serve(selfSignedCertificate({ ip: [127, 0, 0, 1] }));
    await expect(sendRequest(post(server.host), server.policy)).rejects.toMatchObject({
      name: 'CalloutNotSent',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(server.requests()).toBe(0);
  });

  it('sends nothing to a server whose certificate names another host', async () => {
    const certificate = selfSignedCertificate({ dns: 'other.example.org' });
    trust(certificate.cert);
    const server = await serve(certificate);
    await expect(sendRequest(post(server.host), server.policy)).rejects.toMatchObject({
      name: 'CalloutNotSent',
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    expect(server.requests()).toBe(0);
  });

  it.each([
    ['speaks no TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['closes during the handshake', undefined],
  ])('says that nothing was sent when the server %s', async (_, answer) => {
    const server = await localServer(
      createTcpServer((socket) =>
        socket.once('data', () => (answer === undefined ? socket.destroy() : socket.end(answer))),
      ),
    );
    const sent = sendRequest(post(server.host), server.policy);
    await expect(sent).rejects.toMatchObject({ name: 'CalloutNotSent' });
  });

  it('says that nothing was sent when the handshake does not end in time', async () => {
    const server = await localServer(createTcpServer(() => {}));
    const sent = sendRequest(post(server.host, 60), server.policy);
    await expect(sent).rejects.toMatchObject({ name: 'CalloutNotSent', cause: { name: 'TimeoutError' } });
  });
});
