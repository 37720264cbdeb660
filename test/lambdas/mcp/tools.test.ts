import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../blueprint/routes/openapi/openapi-document.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { readApiDescription } from '../../../lambdas/mcp/operations.ts';
import { BY_AN_AGENT, type Tool, toolsOf } from '../../../lambdas/mcp/tools.ts';

const tools = toolsOf(readApiDescription(openApiDocument()));

function toolNamed(name: string, of: readonly Tool[] = tools): Tool {
  const found = of.find((tool) => tool.name === name);
  if (found === undefined) throw new TypeError(`Expected a tool ${name}.`);
  return found;
}

function propertiesOf({ inputSchema }: Tool): JsonObject {
  return isJsonObject(inputSchema.properties) ? inputSchema.properties : {};
}

/** The tools of a document with one more operation. */
function withOperation(path: string, operation: JsonObject, schemas: JsonObject = {}): readonly Tool[] {
  const document: unknown = openApiDocument();
  const { paths, components } = document as { paths: JsonObject; components: { schemas: JsonObject } };
  return toolsOf(
    readApiDescription({
      ...openApiDocument(),
      paths: { ...paths, [path]: { post: operation } },
      components: { schemas: { ...components.schemas, ...schemas } },
    }),
  );
}

describe('the tools of the API', () => {
  it('only read, except for POST, and say which may change what was there', () => {
    for (const { operation, readOnly, destructive, idempotent } of tools) {
      expect(readOnly, operation.id).toBe(operation.method === 'GET');
      if (readOnly) expect([destructive, idempotent], operation.id).toEqual([false, true]);
    }
    const adding = tools.filter(({ readOnly, destructive }) => !readOnly && !destructive).map(({ name }) => name);
    expect(adding).toEqual(['addNote', 'assignOrder', 'createProposal', 'redeliver', 'recoverWebhook']);
  });

  it('take the parameters and the fields of the body side by side, and no dry_run', () => {
    const skip = toolNamed('skipStep');
    expect(Object.keys(propertiesOf(skip))).toEqual(['id', 'step', 'reason', 'resume', 'confirm']);
    expect(skip).toMatchObject({
      bodyIn: 'fields',
      hasDryRun: true,
      inputSchema: { required: ['id', 'step', 'reason'] },
    });
    expect(Object.keys(propertiesOf(toolNamed('groupOrders')))).toContain('by');
    expect(propertiesOf(toolNamed('groupOrders'))).not.toHaveProperty('confirm');
  });

  it('leave room in a reason for the mark of an agent', () => {
    expect(propertiesOf(toolNamed('skipStep')).reason).toMatchObject({ maxLength: 500 - BY_AN_AGENT.length });
  });

  it('want a reason for the log if the API takes none', () => {
    const disable = toolNamed('disableWebhook');
    expect(disable).toMatchObject({ reasonIsLogged: true, inputSchema: { required: ['name', 'reason'] } });
    expect(toolNamed('addNote').reasonIsLogged).toBe(false);
  });

  it('are described for agents: what they do, and which scope they need', () => {
    expect(toolNamed('getOrderPayload').description).toContain('Needs the scope `orders:payload`.');
    expect(toolNamed('getConfig').description).toContain('Needs the scope `orders:operate` or `orders:audit`.');
    expect(toolNamed('cancelOrder').description).toContain('preview');
  });

  it('propose what is done to many orders and do it, but approve nothing', () => {
    const names = tools.map(({ name }) => name).filter((name) => name.includes('Propos'));
    expect(names).toEqual(expect.arrayContaining(['createProposal', 'getProposal', 'executeProposal', 'stopProposal']));
    expect(names).not.toContain('approveProposal');
  });

  it('are no operations for clients that are no persons', () => {
    const scopes = new Set(tools.flatMap(({ operation }) => operation.scopes));
    expect([...scopes].toSorted()).toEqual(['orders:audit', 'orders:operate', 'orders:payload', 'orders:read']);
  });
});

describe('a route that is added to the API', () => {
  const operation = { operationId: 'propose', summary: 'Propose', 'x-scopes': ['orders:operate'] };
  const bodyOf = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } });

  it('becomes a tool that asks before it acts', () => {
    const schema = { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] };
    const added = toolNamed('propose', withOperation('/proposals', { ...operation, requestBody: bodyOf(schema) }));
    expect(added).toMatchObject({ readOnly: false, destructive: true, idempotent: false, hasDryRun: false });
    expect(propertiesOf(added)).toHaveProperty('confirm');
  });

  it('brings the schemas that its body refers to', () => {
    const schemas = {
      Proposal: { type: 'object', properties: { filter: { $ref: '#/components/schemas/Filter' } } },
      Filter: { type: 'object', properties: { status: { $ref: '#/components/schemas/Status' } } },
      Status: { type: 'string' },
    };
    const requestBody = bodyOf({ $ref: '#/components/schemas/Proposal' });
    const { inputSchema } = toolNamed('propose', withOperation('/proposals', { ...operation, requestBody }, schemas));
    expect(inputSchema.properties).toMatchObject({ filter: { $ref: '#/$defs/Filter' } });
    expect(inputSchema.$defs).toEqual({
      Filter: { type: 'object', properties: { status: { $ref: '#/$defs/Status' } } },
      Status: { type: 'string' },
    });
  });

  it('takes its body in one argument, if that is one of several or has the name of a parameter', () => {
    const either = bodyOf({ anyOf: [{ type: 'object' }, { type: 'object' }] });
    expect(toolNamed('propose', withOperation('/proposals', { ...operation, requestBody: either }))).toMatchObject({
      bodyIn: 'argument',
      inputSchema: { required: ['body', 'reason'] },
    });
    const parameters = [{ name: 'id', in: 'path', required: true }];
    const same = bodyOf({ type: 'object', properties: { id: { type: 'string' } } });
    const added = withOperation('/proposals/{id}', { ...operation, parameters, requestBody: same });
    expect(Object.keys(propertiesOf(toolNamed('propose', added)))).toEqual(['id', 'body', 'reason', 'confirm']);
  });
});

it('rejects what is no description of an order API', () => {
  for (const document of [undefined, {}, 'text', { info: { title: 'x', version: '1' }, paths: [] }])
    expect(() => readApiDescription(document)).toThrow(expect.objectContaining({ name: 'ApiDescriptionInvalid' }));
});
