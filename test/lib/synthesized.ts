import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { dynamoDbDefaults } from '../../core/config/dynamodb/defaults';
import { partitionOf } from '../../core/config/region';
import { replicationDefaults } from '../../core/config/replication/defaults';
import type { ReplicationConfig } from '../../core/config/replication/types';
import type { Settings } from '../../core/config/types';
import { DEMO_CONFIG, loadSettings } from '../../lib/config';
import { keepTemplates, keptTemplates } from '../temporary/kept-templates';

/** The demo's configuration as CloudFormation gets it; synthesized once for each Region and test run. */
export interface Synthesized {
  readonly app: App;
  readonly settings: Settings;
  readonly lake: Template;
  /** In the order of their numbers. */
  readonly databases: readonly Template[];
  readonly catalog: Template;
  readonly snapshots: Template;
  /** Only where somebody is told. */
  readonly operations?: Template;
  /** Only where an analytics account is configured. */
  readonly analytics?: Template;
  readonly replication: {
    readonly sources: readonly Template[];
    readonly outputs: readonly Template[];
    readonly destinations: readonly Template[];
  };
  readonly dynamodb: {
    readonly consumer?: Template;
    readonly producers: readonly Template[];
    /** Only where something is published. */
    readonly publishing?: Template;
  };
  /** Links to databases, and what of them is given on; in the order of their numbers. */
  readonly links: readonly Template[];
  /** Views of current states in the analytics account. */
  readonly states: readonly Template[];
  /** Machine definitions by name, placeholders filled: intrinsics as `<LogicalId.Arn>`. */
  readonly machines: Readonly<Record<string, Definition>>;
}

// biome-ignore lint/suspicious/noExplicitAny: Amazon States Language, read by tests
export type Definition = any;

interface MachineProperties {
  readonly StateMachineName: string;
  readonly DefinitionS3Location: { readonly Key: string };
  readonly DefinitionSubstitutions: Readonly<Record<string, unknown>>;
}

const made = new Map<string, Synthesized>();

export function synthesized(region: string): Synthesized {
  const known = made.get(region) ?? kept(region) ?? synthesizedAndKept(region);
  made.set(region, known);
  return known;
}

/** As another test file left it. The constructs are made where a test asks for them. */
function kept(region: string): Synthesized | undefined {
  const found = keptTemplates(region);
  if (found === undefined) return undefined;
  const settings = demoSettings(region);
  let app: App | undefined;
  const get = (): App => {
    app ??= synthesize(settings).app;
    return app;
  };
  return Object.defineProperty({ ...found.templates, ...found.more, settings } as Synthesized, 'app', { get });
}

function synthesizedAndKept(region: string): Synthesized {
  const whole = synthesize(demoSettings(region));
  const { app: _, settings: __, machines, ...templates } = whole;
  keepTemplates(region, templates, { machines });
  return whole;
}

/**
 * The demo's configuration in another Region. RDS exports no Aurora cluster in GovCloud: instances stand in for them
 * there.
 */
export function demoSettings(region: string): Settings {
  const settings = loadSettings({ file: DEMO_CONFIG });
  const environment = { ...settings.environment, region, partition: partitionOf(region) };
  const isGov = environment.partition === 'aws-us-gov';
  const sources = settings.sources.map((source) => (isGov ? { ...source, kind: 'rds-instance' as const } : source));
  return {
    ...settings,
    environment,
    sources,
    ...replicationDefaults({ environment, replications: [replication(region)] }),
    ...dynamoDbDefaults({
      environment,
      dynamodb: [{ name: STREAM, tables: ['orders'], publish: [{ table: 'orders', keys: ['id'] }] }],
    }),
  };
}

/** The one output of {@link demoSettings}: names of its functions and machines end so. */
export const OUTPUT = 'partner';

/** The one stream of changes of {@link demoSettings}: the name of its function ends so. */
export const STREAM = 'orders';

/** Everything that an output can have, in the Region of the lake. */
const replication = (region: string): ReplicationConfig => ({
  name: 'files',
  source: { prefix: 'lake/' },
  outputs: [
    {
      name: OUTPUT,
      destination: { bucket: 'partner-in', prefix: 'in/', account: '333333333333', region },
      credentials: { mode: 'role', externalId: 'agreed' },
      convert: { parquet: 'csv' },
      deletes: 'deleted',
      network: 'isolated',
    },
  ],
});

/** CDK keeps where each resource was made: costly where Jest maps every frame to its source, and no test reads it. */
const WITHOUT_STACK_TRACES = { 'aws:cdk:disable-creation-stack-traces': true, 'aws:cdk:disable-stack-trace': true };

export function synthesize(settings: Settings): Synthesized {
  // Loaded where it is needed: all stacks and cdk-nag take a second.
  const { addStacks, createApp } = require('../../lib/stacks') as typeof import('../../lib/stacks');
  const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-synth-'));
  // Jest's 100 frames are mapped for each acknowledged finding as well, where no context turns it off
  Error.stackTraceLimit = 10;
  const app = createApp({ outdir, treeMetadata: false, postCliContext: WITHOUT_STACK_TRACES });
  const stacks = addStacks(app, settings);
  const assembly = app.synth();
  const template = (name: string): Template => Template.fromJSON(assembly.getStackByName(name).template as object);
  const [lake, catalog, snapshots] = [stacks.lake, stacks.catalog, stacks.snapshots].map(({ stackName }) =>
    template(stackName),
  ) as [Template, Template, Template];
  const databases = stacks.databases.map(({ stackName }) => template(stackName));
  const operations = stacks.operations && template(stacks.operations.stackName);
  const analytics = stacks.analytics && template(stacks.analytics.stackName);
  const links = stacks.links.map(({ stackName }) => template(stackName));
  const states = stacks.states.map(({ stackName }) => template(stackName));
  const all = (made: readonly { readonly stackName: string }[]) => made.map(({ stackName }) => template(stackName));
  const replication = {
    sources: all(stacks.replication.sources),
    outputs: all(stacks.replication.outputs),
    destinations: all(stacks.replication.destinations),
  };
  const { consumer, publishing } = stacks.dynamodb;
  const dynamodb = {
    ...(consumer && { consumer: template(consumer.stackName) }),
    producers: all(stacks.dynamodb.producers),
    ...(publishing && { publishing: template(publishing.stackName) }),
  };
  const machines = Object.assign(
    {},
    ...[
      catalog,
      snapshots,
      ...replication.outputs,
      ...(dynamodb.publishing ? [dynamodb.publishing] : []),
      ...dynamodb.producers,
    ].map((each) => definitions(each, outdir)),
  );
  return {
    app,
    settings,
    lake,
    databases,
    catalog,
    snapshots,
    operations,
    analytics,
    links,
    states,
    replication,
    dynamodb,
    machines,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: properties of any resource, read by tests
type Resource = { readonly Properties: any };

/** Resources of one type by their logical ids, in all the stacks of the lake's account. */
export const resourcesIn = (
  { lake, databases, catalog, snapshots, operations, replication, dynamodb }: Synthesized,
  type: string,
  props?: object,
): Readonly<Record<string, Resource>> =>
  Object.assign(
    {},
    ...[
      ...[lake, ...databases, catalog, snapshots, operations],
      ...[...replication.sources, ...replication.outputs],
      ...[dynamodb.consumer, ...dynamodb.producers, dynamodb.publishing],
    ].map((template) => template?.findResources(type, props)),
  );

function definitions(template: Template, outdir: string): Record<string, Definition> {
  const machines = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  return Object.fromEntries(
    machines.map(({ Properties }) => {
      const { StateMachineName, DefinitionS3Location, DefinitionSubstitutions } = Properties as MachineProperties;
      const text = readFileSync(join(outdir, `asset.${DefinitionS3Location.Key}`), 'utf8');
      const filled = text.replace(/\$\{(\w+)\}/g, (placeholder, name: string) =>
        name in DefinitionSubstitutions ? readable(DefinitionSubstitutions[name]) : placeholder,
      );
      return [StateMachineName, JSON.parse(filled) as Definition];
    }),
  );
}

/** Logical ids end in a hash, exports too. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const [kind, content] = Object.entries(value as object)[0] as [string, unknown];
  const name = (Array.isArray(content) ? content.join('.') : String(content)).replace(/[0-9A-F]{8}(?=\.|$)/g, '');
  return kind === 'Ref' || kind === 'Fn::GetAtt' ? `<${name}>` : `<${kind}: ${name}>`;
}
