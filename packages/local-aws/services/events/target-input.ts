import type { Target } from '@aws-sdk/client-eventbridge';
import type { BusEvent } from '../../service';

export interface RuleNames {
  readonly ruleName: string;
  readonly ruleArn: string;
}

/** What a target receives, as JSON text: the whole event, a part of it, a constant, or a filled template. */
export function targetInput(target: Target, event: BusEvent, names: RuleNames): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer !== undefined) {
    const { InputPathsMap = {}, InputTemplate = '' } = target.InputTransformer;
    return fillTemplate(InputTemplate, { ...valuesOf(InputPathsMap, event), ...predefined(event, names) });
  }
  return JSON.stringify(event);
}

/** The JSONPath that EventBridge takes: `$`, `$.detail.state`, `$.resources[0]`, `$['detail-type']`. */
export function valueAt(event: unknown, path: string): unknown {
  const steps = path.replace(/^\$/, '').match(/[^.[\]'"]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined | null)?.[step], event);
}

const valuesOf = (paths: Readonly<Record<string, string>>, event: BusEvent): Record<string, unknown> =>
  Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)]));

const predefined = (event: BusEvent, { ruleName, ruleArn }: RuleNames): Record<string, unknown> => ({
  'aws.events.rule-arn': ruleArn,
  'aws.events.rule-name': ruleName,
  'aws.events.event.ingestion-time': event.time,
  'aws.events.event': withoutDetail(event),
  'aws.events.event.json': event,
});

const withoutDetail = ({ detail: _, ...event }: BusEvent): object => event;

/** Within quotes a value is put in as text, elsewhere as JSON; what the event does not have is left empty. */
function fillTemplate(template: string, values: Readonly<Record<string, unknown>>): string {
  let inQuotes = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') inQuotes = !inQuotes;
    if (name === undefined || !Object.hasOwn(values, name)) return token;
    const value = values[name];
    if (!inQuotes) return JSON.stringify(value ?? null);
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}
