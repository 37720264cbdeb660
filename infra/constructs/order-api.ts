import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { tenantNames } from '../../blueprint/names.ts';
import { type RouteSpec, scopesOf } from '../../blueprint/routes/define-route.ts';
import type { Scope } from '../../core/access.ts';
import type { CustomDomain } from '../../core/config/aws-config.ts';
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
  readonly tenant: string;
  /** Its own host name. @default one of AWS */
  readonly customDomain?: CustomDomain | undefined;
}

/** What the API serves. */
export interface ServedRoutes {
  readonly routes: readonly RouteSpec[];
  readonly authority: TokenAuthority;
  functionOf(id: string): IFunction;
}

/**
 * The HTTP API: the blueprint's routes behind a JWT authorizer, throttled, with an access log. It has a URL before it serves
 * routes, because people are sent back to that URL by the client whose tokens the routes accept.
 */
export class OrderApi extends Construct {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** What the DNS record of its own host name has to point to; undefined if it has none. */
  readonly domain: DomainName | undefined;
  readonly #api: HttpApi;
  readonly #accessLogs: string;

  constructor(scope: Construct, id: string, { tenant, customDomain }: OrderApiProps) {
    super(scope, id);
    const names = tenantNames(tenant);
    this.#api = new HttpApi(this, 'Api', {
      apiName: names.api,
      createDefaultStage: false,
      ...(customDomain?.keepDefaultEndpoint === false && { disableExecuteApiEndpoint: true }),
    });
    this.domain =
      customDomain &&
      new DomainName(this, 'Domain', {
        domainName: customDomain.name,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', customDomain.certificateArn),
        securityPolicy: SecurityPolicy.TLS_1_2,
      });
    this.#accessLogs = names.accessLogs;
    this.url = customDomain === undefined ? this.#api.apiEndpoint : `https://${customDomain.name}`;
  }

  /** Adds the routes and returns the stage that serves them. */
  serve({ routes, authority, functionOf }: ServedRoutes): HttpStage {
    const api = this.#api;
    const authorizer = new HttpJwtAuthorizer('Tokens', authority.issuer, { jwtAudience: [...authority.audience] });
    const integrations = new Map(
      [...new Set(routes.map((route) => route.function))].map((functionId) => [
        functionId,
        new FunctionIntegration(functionId, functionOf(functionId)),
      ]),
    );
    for (const functionId of integrations.keys())
      functionOf(functionId).addPermission(`${functionId}-Permission`, {
        scope: this,
        principal: new ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: api.arnForExecuteApi('*', '/*', '*'),
      });
    for (const route of routes) {
      const integration = integrations.get(route.function);
      if (integration === undefined) throw new TypeError(`Route ${route.path} has no function.`);
      const [added] = api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration,
        ...accessOf(route, authorizer, authority),
      });
      if (added !== undefined && route.scope === null)
        acknowledge(added, { 'AwsSolutions-APIG4': 'Public by design: it tells nothing about orders.' });
    }
    return new HttpStage(this, 'Stage', {
      httpApi: api,
      ...(this.domain !== undefined && { domainMapping: { domainName: this.domain } }),
      autoDeploy: true,
      throttle: THROTTLE,
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(LogGroup.fromLogGroupName(this, 'AccessLogs', this.#accessLogs)),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

/**
 * A function behind the API. It gets one permission for the API from `serve`; one for each route, as the CDK has it, would be a tenth of the
 * resources that a stack may have.
 */
class FunctionIntegration extends HttpLambdaIntegration {
  protected override completeBind(): void {}
}

function accessOf(
  route: RouteSpec,
  authorizer: IHttpRouteAuthorizer,
  authority: TokenAuthority,
): { readonly authorizer: IHttpRouteAuthorizer; readonly authorizationScopes?: string[] } {
  return route.scope === null
    ? { authorizer: new HttpNoneAuthorizer() }
    : { authorizer, authorizationScopes: scopesOf(route).map((scope) => authority.scopeOf(scope)) };
}

/** One line per request, without headers and therefore without tokens. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  client: '$context.authorizer.claims.client_id',
  subject: '$context.authorizer.claims.sub',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
};
