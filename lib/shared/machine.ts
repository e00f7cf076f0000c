import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, type IStateMachine, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import type { AnyMachineName } from '../../core/machines';
import { pascalCase } from '../../core/names';
import { distributedMaps, invoking, LOG_DELIVERY, nested, TRACES } from '../../core/rights/machines';
import type { Permission } from '../../core/rights/permission';
import { machineLink } from '../../core/runs/console-links';
import { readAslFile } from './asl-file';
import { namesIn } from './lakeferry-stack';
import type { LambdaFunction } from './lambda-function';
import type { Monitoring } from './monitoring';
import { notSucceeded } from './not-succeeded';
import { allow } from './permissions';
import { regionTraits } from './region-traits';
import { placeOf } from './rights/place-of';

/** A machine that another one starts, in whichever stack it is. */
export interface IMachine {
  /** File below `statemachines`, without its ending. */
  readonly machineName: string;
  readonly stateMachine: IStateMachine;
}

export interface MachineProps {
  /** File below `statemachines`, without its ending. */
  readonly machineName: AnyMachineName;
  /** Which one of several deployments of the same file; ends the deployed name. @default there is one */
  readonly which?: string;
  readonly settings: Settings;
  readonly key: IKey;
  /** Functions that its Tasks invoke. */
  readonly functions: readonly LambdaFunction[];
  /** Machines that it starts and waits for. @default none */
  readonly children?: readonly IMachine[];
  /** Values of further placeholders. @default none */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** What its service integrations need. @default none */
  readonly permissions?: readonly Permission[];
  readonly monitoring: Monitoring;
}

/**
 * A state machine from its file: placeholders filled, logged, traced where there is X-Ray, its role cut to what the
 * file does.
 */
export class Machine extends Construct implements IMachine {
  readonly machineName: string;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    const { machineName, which, settings, key } = props;
    const deployedName = namesIn(this).deployed(which === undefined ? machineName : `${machineName}-${which}`);
    const { hasXRay } = regionTraits(settings.environment);
    this.machineName = machineName;
    const role = this.addRole(props, deployedName, hasXRay);
    this.stateMachine = new StateMachine(this, 'Machine', {
      stateMachineName: deployedName,
      definitionBody: DefinitionBody.fromFile(readAslFile(machineName).path),
      definitionSubstitutions: substitutionsOf(props),
      role: role.withoutPolicyUpdates(),
      tracingEnabled: hasXRay,
      logs: {
        level: LogLevel.ALL,
        // pointers and counts travel through the machines, never data
        includeExecutionData: true,
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${deployedName}`,
          retention: RetentionDays.THREE_MONTHS,
          encryptionKey: key,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    this.stateMachine.node.addDependency(role);
    props.monitoring.watch(this, {
      name: machineName,
      which,
      says: `An execution of ${machineName} failed, timed out or was stopped.`,
      metric: notSucceeded(this.stateMachine),
      console: machineLink(settings.environment, this.stateMachine.stateMachineArn),
    });
    if (!hasXRay) {
      const reason = 'There is no X-Ray in this Region.';
      Validations.of(this.stateMachine).acknowledge({ id: 'AwsSolutions-SF2', reason });
    }
  }

  private addRole(
    { machineName, functions, children = [], permissions = [] }: MachineProps,
    deployedName: string,
    hasXRay: boolean,
  ): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `lakeferry: machine ${machineName}`,
    });
    const [place, { deployed }] = [placeOf(this), namesIn(this)];
    allow(
      role,
      LOG_DELIVERY,
      ...(hasXRay ? [TRACES] : []),
      ...permissions,
      ...invoking(functions.map(({ functionArn }) => functionArn)),
      ...nested(
        place,
        children.map((child) => deployed(child.machineName)),
      ),
      ...distributedMaps(place, deployedName, readAslFile(machineName).mapLabels),
    );
    return role;
  }
}

/** Values of the placeholders that stand in the file. Throws for one that nothing was given for. */
function substitutionsOf({
  machineName,
  functions,
  children = [],
  substitutions = {},
}: MachineProps): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    Partition: Aws.PARTITION,
    ...Object.fromEntries(functions.map((each) => [pascalCase(each.name), each.functionArn])),
    ...Object.fromEntries(children.map((each) => [pascalCase(each.machineName), each.stateMachine.stateMachineArn])),
    ...substitutions,
  };
  const { placeholders } = readAslFile(machineName);
  return Object.fromEntries(
    placeholders.map((name) => {
      const value = values[name];
      if (value === undefined)
        throw new Error(`${machineName}.asl.json names \${${name}}, which its construct does not give.`);
      return [name, value];
    }),
  );
}
