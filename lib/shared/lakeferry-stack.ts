import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { type Names, namesOf } from '../../core/deployed-names';

export interface LakeferryStackProps extends StackProps {
  readonly settings: Settings;
}

/** A stack of one installation: it is named for it, and what stands in it takes its names from {@link namesIn}. */
export class LakeferryStack extends Stack {
  readonly names: Names;

  /** `part` is the stack's name behind the installation's, for example `lake`. */
  constructor(scope: Construct, part: string, { settings, ...props }: LakeferryStackProps) {
    const names = namesOf(settings.environment);
    super(scope, names.deployed(part), props);
    this.names = names;
  }
}

/** The names of the installation that a construct belongs to. */
export function namesIn(construct: IConstruct): Names {
  const stack = Stack.of(construct);
  if (stack instanceof LakeferryStack) return stack.names;
  throw new Error(`${construct.node.path} has a deployed name, so its stack must be a LakeferryStack.`);
}
