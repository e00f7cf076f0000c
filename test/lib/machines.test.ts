import aslValidator from 'asl-validator';
import { MACHINES, OUTPUT_MACHINES, PUBLISHING_MACHINES, STREAM_MACHINES } from '../../core/machines';
import { deployedFolder } from './replication/deployed-folder';
import { type Definition, OUTPUT, resourcesIn, STREAM, synthesized } from './synthesized';

const whole = synthesized('eu-west-1');
const { machines, settings } = whole;
const named = Object.entries(machines);

it('are the machines of the one list', () =>
  expect(Object.keys(machines).sort()).toEqual(
    [...MACHINES, ...OUTPUT_MACHINES, ...PUBLISHING_MACHINES, ...STREAM_MACHINES].map(deployedFolder).sort(),
  ));

it.each(named)('%s as synthesized', (_name, definition) =>
  expect(JSON.stringify(definition, null, 2)).toMatchSnapshot(),
);

it.each(named)('%s has every placeholder filled', (_name, definition) =>
  expect(JSON.stringify(definition)).not.toMatch(/\$\{\w+\}/),
);

it.each(named)('%s is valid ASL', (_name, definition) => {
  // ARNs are still references here
  const { errors } = aslValidator(definition, { checkArn: false, checkPaths: false });
  expect(errors).toEqual([]);
});

it.each(named)('%s may do what its service integrations do', (name, definition) => {
  const construct = `${pascal(name.replace('lakeferry-', '').replace(`-${OUTPUT}`, '').replace(`-${STREAM}`, ''))}Machine`;
  const actions = Object.entries(resourcesIn(whole, 'AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(construct))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => Action as string | string[]);
  for (const resource of resourcesOf(definition)) expect(actions).toContain(actionOf(resource));
});

it.each(named)('%s waits longer for a function than the function runs', (_name, definition) => {
  const timeouts = new Map(
    Object.entries(resourcesIn(whole, 'AWS::Lambda::Function')).map(([id, { Properties }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      Properties.Timeout as number,
    ]),
  );
  for (const { Arguments, TimeoutSeconds } of statesOf(definition)) {
    const [, id] = /^<(\w+)\.Arn>$/.exec(Arguments?.FunctionName ?? '') ?? [];
    if (id !== undefined) expect(TimeoutSeconds).toBeGreaterThanOrEqual(timeouts.get(id) ?? Number.NaN);
  }
});

it('are logged in full, without data, and traced', () => {
  expect(settings.environment.partition).toBe('aws');
  for (const { Properties } of Object.values(resourcesIn(whole, 'AWS::StepFunctions::StateMachine'))) {
    expect(Properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL' },
      TracingConfiguration: { Enabled: true },
    });
  }
});

const pascal = (text: string): string =>
  text.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());

function statesOf(node: Definition): Definition[] {
  if (typeof node !== 'object' || node === null) return [];
  return [...(node.Type === undefined ? [] : [node]), ...Object.values(node).flatMap(statesOf)];
}

function resourcesOf(node: Definition): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return [...(typeof node.Resource === 'string' ? [node.Resource] : []), ...Object.values(node).flatMap(resourcesOf)];
}

/** `arn:…:states:::aws-sdk:rds:describeExportTasks` needs `rds:DescribeExportTasks`. */
function actionOf(resource: string): string {
  const integration = resource.replace(/^.*:states:::/, '').replace(/^aws-sdk:/, '');
  const [service = '', action = ''] = integration.split(':');
  if (service === 'lambda') return 'lambda:InvokeFunction';
  return `${service}:${action[0]?.toUpperCase()}${action.slice(1)}`.replace(/\.sync(:2)?$/, '');
}
