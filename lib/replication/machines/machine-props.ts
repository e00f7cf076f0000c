import type { MachineProps } from '../../shared/machine';
import type { OutputProps } from '../output-props';

/** What machines of one output share. */
export const outputMachine = ({
  settings,
  key,
  monitoring,
  output,
}: OutputProps): Pick<MachineProps, 'settings' | 'key' | 'monitoring' | 'which'> => ({
  settings,
  key,
  monitoring,
  which: output.name,
});
