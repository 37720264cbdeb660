import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { scopesOf } from '../../../blueprint/routes/define-route.ts';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const { stateless } = synthTenant();
const { Resources } = stateless.toJSON();
const { routes } = blueprint();

interface Route {
  readonly RouteKey: string;
  readonly AuthorizationType: string;
  readonly AuthorizationScopes?: readonly string[];
  readonly AuthorizerId?: unknown;
  readonly Target: { readonly 'Fn::Join': readonly [string, readonly [string, { readonly Ref: string }]] };
}

const deployed: readonly Route[] = Object.values(stateless.findResources('AWS::ApiGatewayV2::Route')).map(
  ({ Properties }) => Properties,
);

/** Returns the name of the function behind a route. */
function functionOf({ Target }: Route): string {
  const [, [, integration]] = Target['Fn::Join'];
  const [functionId] = Resources[integration.Ref].Properties.IntegrationUri['Fn::GetAtt'];
  return Resources[functionId].Properties.FunctionName;
}

describe('OrderApi', () => {
  it('serves every route of the blueprint and no other, each by its function', () => {
    const served = deployed.map((route) => [route.RouteKey, functionOf(route)].join(' by '));
    expect(served.sort()).toEqual(
      routes.map((route) => `${route.method} ${route.path} by fixture-${route.function}`).sort(),
    );
  });

  it.each(routes)('requires a scope of $method $path', ({ method, path, ...scopes }) => {
    const route = deployed.find(({ RouteKey }) => RouteKey === `${method} ${path}`);
    expect(route).toMatchObject(
      scopes.scope === null
        ? { AuthorizationType: 'NONE' }
        : {
            AuthorizationType: 'JWT',
            AuthorizationScopes: scopesOf(scopes).map((scope) => scope.replace(':', '/')),
            AuthorizerId: { Ref: expect.any(String) },
          },
    );
  });

  it('accepts the tokens that the user pool issues to its clients, to the console and for agents', () => {
    stateless.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [
          { 'Fn::ImportValue': Match.stringLikeRegexp('MachineClient') },
          { Ref: Match.stringLikeRegexp('^ConsoleClient') },
          { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^HttpApi'), 'ApiEndpoint'] }, '/mcp']] },
        ],
        Issuer: { 'Fn::Join': ['', Match.arrayWith(['https://cognito-idp.', { Ref: 'AWS::Region' }])] },
      },
    });
  });

  it('limits the rate of requests', () => {
    stateless.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  });

  it('logs each request as JSON, without its headers', () => {
    const [stage] = Object.values(stateless.findResources('AWS::ApiGatewayV2::Stage'));
    const { DestinationArn, Format } = stage?.Properties.AccessLogSettings ?? {};
    expect(JSON.stringify(DestinationArn)).toContain('/aws/vendedlogs/apis/fixture-orders');
    expect(JSON.parse(Format)).toMatchObject({ route: '$context.routeKey', status: '$context.status' });
    expect(Format).not.toMatch(/header|authorization"/i);
  });
});

describe('an API with a host name of its own', () => {
  const customDomain = {
    name: 'orders.example.org',
    certificateArn: 'arn:aws:acm:eu-west-1:012345678901:certificate/11111111-2222-3333-4444-555555555555',
  };
  const withDomain = (more: object = {}) =>
    synthTenant({ ...TENANT_FILE, aws: { customDomain: { ...customDomain, ...more } } }).stateless;

  it('is served there, with its certificate, and not at the host name of AWS', () => {
    const template = withDomain();
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: customDomain.name,
      DomainNameConfigurations: [
        { CertificateArn: customDomain.certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', {
      ApiId: { Ref: Match.stringLikeRegexp('^HttpApi') },
      DomainName: { Ref: Match.stringLikeRegexp('^HttpDomain') },
      Stage: '$default',
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
  });

  it('prints what the DNS record points to, and its own addresses', () => {
    const template = withDomain();
    const target = { 'Fn::GetAtt': [Match.stringLikeRegexp('^HttpDomain'), 'RegionalDomainName'] };
    template.hasOutput('DomainTarget', { Value: target });
    template.hasOutput('DomainHostedZone', {
      Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^HttpDomain'), 'RegionalHostedZoneId'] },
    });
    template.hasOutput('ApiUrl', { Value: 'https://orders.example.org/' });
    template.hasOutput('ConsoleUrl', { Value: 'https://orders.example.org/console' });
  });

  it('sends people back there when they have signed in, and agents to it', () => {
    const template = withDomain();
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: ['https://orders.example.org/console/signed-in'],
      LogoutURLs: ['https://orders.example.org/console'],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'fixture-mcp',
      Environment: { Variables: Match.objectLike({ API_URL: 'https://orders.example.org' }) },
    });
  });

  it('also answers at the host name of AWS while its callers move', () => {
    const template = withDomain({ keepDefaultEndpoint: true });
    const [api] = Object.values(template.findResources('AWS::ApiGatewayV2::Api'));
    expect(api?.Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
    template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
  });
});

it('has no host name of its own by default', () => {
  stateless.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
  expect(stateless.findOutputs('DomainTarget')).toEqual({});
});
