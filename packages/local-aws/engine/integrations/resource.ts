/** What a Task's Resource names, as the history spells it. */
export interface TaskResource {
  /** `function`: a Lambda ARN by itself, with events of its own. */
  readonly kind: 'function' | 'service';
  /** `lambda`, `states`, `dynamodb`, `aws-sdk:rds`. */
  readonly type: string;
  /** With its pattern: `startExecution.sync:2`. */
  readonly resource: string;
  readonly service: string;
  readonly action: string;
  readonly sdk: boolean;
  readonly pattern: 'request' | 'sync' | 'sync:2' | 'token';
}

const SERVICE = /^arn:[\w-]+:states:[\w-]*:\d*:(?:(aws-sdk):)?([\w-]+):(\w+)(?:\.(sync(?::2)?|waitForTaskToken))?$/;
const FUNCTION = /^arn:[\w-]+:lambda:[\w-]*:[^:]*:function:[\w$:-]+$/;

const PARSED = new Map<string, TaskResource | undefined>();

/** Undefined for an ARN that is neither a function's nor an integration's. */
export function parseResource(arn: string): TaskResource | undefined {
  if (!PARSED.has(arn)) PARSED.set(arn, parse(arn));
  return PARSED.get(arn);
}

function parse(arn: string): TaskResource | undefined {
  if (FUNCTION.test(arn)) {
    return {
      kind: 'function',
      type: 'lambda',
      resource: arn,
      service: 'lambda',
      action: 'invoke',
      sdk: false,
      pattern: 'request',
    };
  }
  const match = SERVICE.exec(arn);
  if (match === null) return undefined;
  const [, sdk, service = '', action = '', suffix] = match;
  return {
    kind: 'service',
    type: sdk === undefined ? service : `${sdk}:${service}`,
    resource: suffix === undefined ? action : `${action}.${suffix}`,
    service,
    action,
    sdk: sdk !== undefined,
    pattern: suffix === undefined ? 'request' : suffix === 'waitForTaskToken' ? 'token' : (suffix as 'sync' | 'sync:2'),
  };
}
