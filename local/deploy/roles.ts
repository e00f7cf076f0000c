import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { governanceRights, readFilePolicies } from '../../core/catalog/governance-rights';
import { crawlTablesRights } from '../../core/catalog/rights';
import { publishesAnything } from '../../core/config/dynamodb/catalog-databases';
import type { Settings } from '../../core/config/types';
import { sharesAcrossAccounts, sharesWithOrganizations } from '../../core/governance';
import { type AnyMachineName, MACHINES, type MachineName } from '../../core/machines';
import { pascalCase } from '../../core/names';
import { notifyFailureRights } from '../../core/operations/rights';
import { distributedMaps, invoking, nested } from '../../core/rights/machines';
import { mapLabelsOf } from '../../core/rights/map-labels';
import type { Permission } from '../../core/rights/permission';
import { scheduleTrust } from '../../core/rights/schedules';
import {
  commitPartitionsRights,
  copyBatchRights,
  describeExportRights,
  judgeDatabasesRights,
  planCopyRights,
} from '../../core/snapshots/rights/functions';
import { exportSnapshotRights, publishExportRights } from '../../core/snapshots/rights/machines';
import type { SnapshotRightsProps } from '../../core/snapshots/rights/rights-props';
import { startExportRights } from '../../core/snapshots/rights/start-export';
import { scheduleRights } from '../../core/snapshots/rights/triggers';
import type { DurableMap } from '../../packages/local-aws/store';
import { deadLetterArn, UNDELIVERED_TRIGGERS } from './dead-letters';
import { landingResources } from './dynamodb/resources';
import { machineFile, readMachine } from './machine-file';
import { FUNCTIONS, type FunctionName, functionArn, type LocalResources, type Place } from './resources';
import { unlessAbsent, unlessThere } from './unless-there';

/** A role as the stacks make it. */
export interface LocalRole {
  /** The function or machine that it is of, or what starts a machine. */
  readonly owner: FunctionName | MachineName | 'events' | 'schedules';
  readonly arn: string;
  /** The service that assumes it. */
  readonly service: string;
  readonly permissions: readonly Permission[];
  /** When the service may assume it. @default always */
  readonly trustedIf?: Permission['conditions'];
}

/** Who the export service is to IAM; the stack's context can change it for China. */
const EXPORT_PRINCIPAL = 'export.rds.amazonaws.com';

/**
 * Roles of all functions and machines, with the statements that the stacks give them; but for logs and traces, which
 * are not there.
 */
export function localRoles(settings: Settings, place: Place, resources: LocalResources): LocalRole[] {
  const functions = functionRights(settings, place, resources);
  return [
    ...FUNCTIONS.map((owner) => ({
      owner,
      arn: resources.functionRoles[owner],
      service: 'lambda.amazonaws.com',
      permissions: functions[owner],
    })),
    ...MACHINES.map((owner) => ({
      owner,
      arn: resources.roles[owner],
      service: 'states.amazonaws.com',
      permissions: machineRights(owner, settings, place, resources),
    })),
  ];
}

/** Roles of what starts export-snapshot: the rules of events, and the schedules. */
export function triggerRoles(place: Place, resources: LocalResources): LocalRole[] {
  const machine = resources.machines['export-snapshot'];
  const deadLetters = deadLetterArn(place, UNDELIVERED_TRIGGERS);
  return [
    {
      owner: 'events',
      arn: resources.roles.events,
      service: 'events.amazonaws.com',
      permissions: [{ actions: ['states:StartExecution'], resources: [machine] }],
    },
    {
      owner: 'schedules',
      arn: resources.roles.schedules,
      service: 'scheduler.amazonaws.com',
      trustedIf: scheduleTrust(place.accountId),
      permissions: scheduleRights({ machine, deadLetters, key: resources.keyArn }),
    },
  ];
}

/** Makes them; run again, only those that changed. */
export async function deployRoles(
  roles: readonly Omit<LocalRole, 'owner'>[],
  iam: IAMClient,
  deployed: DurableMap<string>,
): Promise<void> {
  for (const { arn, service, permissions, trustedIf } of roles) {
    const Statement = permissions.map(({ actions, resources, conditions }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(conditions === undefined ? {} : { Condition: conditions }),
    }));
    const trust = {
      ...{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
      ...(trustedIf === undefined ? {} : { Condition: trustedIf }),
    };
    const [PolicyDocument, trustDocument] = [Statement, trust].map((each) =>
      JSON.stringify({ Version: '2012-10-17', Statement: each }),
    ) as [string, string];
    const wanted = PolicyDocument + trustDocument;
    if (deployed.get(arn) === wanted) continue;
    const [, Path = '/', RoleName = ''] = /:role(\/.*?)([^/]+)$/.exec(arn) ?? [];
    const creation = iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trustDocument }));
    if (!(await unlessThere(creation)))
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustDocument }));
    // IAM takes no policy without a statement
    if (Statement.length > 0)
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'rights', PolicyDocument }));
    await deployed.set(arn, wanted);
  }
}

/** Takes a role away that an earlier deployment made. */
export async function removeRole(arn: string, iam: IAMClient, deployed: DurableMap<string>): Promise<void> {
  const RoleName = arn.split('/').at(-1);
  await unlessAbsent(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'rights' })));
  await unlessAbsent(iam.send(new DeleteRoleCommand({ RoleName })));
  await deployed.delete(arn);
}

function functionRights(
  settings: Settings,
  place: Place,
  resources: LocalResources,
): Readonly<Record<FunctionName, readonly Permission[]>> {
  const props = rightsProps(settings, place, resources);
  const { ledger, key } = props;
  const { names } = place;
  const landing = landingResources(settings, place);
  return {
    'start-export': startExportRights({
      ...props,
      exportRole: resources.exportRoleArn,
      exportPrincipal: EXPORT_PRINCIPAL,
    }),
    'describe-export': describeExportRights(props),
    'plan-copy': planCopyRights(props),
    'copy-batch': copyBatchRights(props),
    'commit-partitions': commitPartitionsRights(props),
    'judge-databases': judgeDatabasesRights(props),
    'crawl-tables': crawlTablesRights(place, names),
    'apply-governance': [
      ...governanceRights({
        ...{ place, ledger, key },
        fileBuckets: [resources.lakeBucket, resources.rawBucket].map((name) => `arn:${place.partition}:s3:::${name}`),
        sharesAcrossAccounts: sharesAcrossAccounts(settings),
        sharesWithOrganizations: sharesWithOrganizations(settings),
      }),
      ...(publishesAnything(settings) ? readFilePolicies([landing.bucketArn], [landing.keyArn]) : []),
    ],
    'notify-failure': notifyFailureRights({
      ...{ place, names, ledger, key },
      mapLabels: (machine) => mapLabelsOf(definitionOf(machine)),
      replications: settings.replications,
      dynamodb: settings.dynamodb,
      topic: resources.noticesTopicArn,
      undelivered: `arn:${place.partition}:sqs:${place.region}:${place.accountId}:${names.deployed('undelivered-notices')}`,
    }),
  };
}

function machineRights(
  machine: MachineName,
  settings: Settings,
  place: Place,
  resources: LocalResources,
): readonly Permission[] {
  const props = rightsProps(settings, place, resources);
  const { deployed } = place.names;
  const own: Readonly<Record<MachineName, readonly Permission[]>> = {
    'export-snapshot': exportSnapshotRights(props),
    'publish-export': publishExportRights(props),
    'catalog-tables': [],
  };
  // One name all the way down: the placeholders of a machine's file are the functions and machines that it calls.
  const text = readMachine(machineFile(machine));
  const isCalled = (name: string): boolean => text.includes(`\${${pascalCase(name)}}`);
  return [
    ...own[machine],
    ...invoking(FUNCTIONS.filter(isCalled).map((name) => functionArn(place, name))),
    ...nested(place, MACHINES.filter(isCalled).map(deployed)),
    ...distributedMaps(place, deployed(machine), mapLabelsOf(definitionOf(machine))),
  ];
}

const definitionOf = (machine: AnyMachineName): unknown => JSON.parse(readMachine(machineFile(machine)));

function rightsProps(settings: Settings, place: Place, resources: LocalResources): SnapshotRightsProps {
  const { partition, region, accountId } = place;
  const bucketArn = (name: string): string => `arn:${partition}:s3:::${name}`;
  return {
    place,
    settings,
    ledger: `arn:${partition}:dynamodb:${region}:${accountId}:table/${resources.ledgerTable}`,
    key: resources.keyArn,
    rawBucket: bucketArn(resources.rawBucket),
    workBucket: bucketArn(resources.workBucket),
    lakeBucket: bucketArn(resources.lakeBucket),
  };
}
