import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantNames } from '../../blueprint/names.ts';
import type { RouteSpec, Scope } from '../../blueprint/routes/define-route.ts';
import { acknowledge } from '../acknowledge.ts';

/** Requests per second of one tenant. All tenants of a region share the 10,000 of the account. */
const THROTTLE = { rateLimit: 50, burstLimit: 100 };

/** Who issues the tokens that the API accepts. */
export interface TokenAuthority {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Returns a scope of the API as it appears in a token. */
  scopeOf(scope: Scope): string;
}

/** Properties of `OrderApi`. */
export interface OrderApiProps {
  readonly blueprint: Blueprint;
  readonly authority: TokenAuthority;
  functionOf(id: string): IFunction;
}

/** The HTTP API: the blueprint's routes behind a JWT authorizer, throttled, with an access log. */
export class OrderApi extends Construct {
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, { blueprint, authority, functionOf }: OrderApiProps) {
    super(scope, id);
    const names = tenantNames(blueprint.tenant);
    const api = new HttpApi(this, 'Api', { apiName: names.api, createDefaultStage: false });
    const authorizer = new HttpJwtAuthorizer('Tokens', authority.issuer, { jwtAudience: [...authority.audience] });
    const integrations = new Map(
      [...new Set(blueprint.routes.map((route) => route.function))].map((functionId) => [
        functionId,
        new HttpLambdaIntegration(functionId, functionOf(functionId)),
      ]),
    );
    for (const route of blueprint.routes) {
      const integration = integrations.get(route.function);
      if (integration === undefined) throw new TypeError(`Route ${route.path} has no function.`);
      const [added] = api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration,
        ...accessOf(route, authorizer, authority),
      });
      if (added !== undefined && route.scope === null)
        acknowledge(added, { 'AwsSolutions-APIG4': 'Public by design: it tells nothing about orders or the tenant.' });
    }
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle: THROTTLE,
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(LogGroup.fromLogGroupName(this, 'AccessLogs', names.accessLogs)),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

function accessOf(
  { scope }: RouteSpec,
  authorizer: IHttpRouteAuthorizer,
  authority: TokenAuthority,
): { readonly authorizer: IHttpRouteAuthorizer; readonly authorizationScopes?: string[] } {
  return scope === null
    ? { authorizer: new HttpNoneAuthorizer() }
    : { authorizer, authorizationScopes: [authority.scopeOf(scope)] };
}

/** One line per request, without headers and therefore without tokens. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  client: '$context.authorizer.claims.client_id',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
};
