import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { scopesOf } from '../../../blueprint/routes/define-route.ts';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint } from '../tenant-fixture.ts';

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
