import type { Engine } from '../../engine/engine';
import type { MachineRecord } from '../../engine/records/machines';
import { MACHINES } from '../../engine/records/namespaces';
import { isResourceName } from '../../engine/resource-name';
import { assertValid } from '../../engine/validation/validate';
import { type Operation, ServiceError } from '../../service';
import { pageOf } from '../page';
import { date, pageSize } from './times';

export function stateMachineOperations(engine: Engine): Record<string, Operation> {
  const { partition, region, accountId } = engine.place;
  const save = async (machine: MachineRecord): Promise<void> => {
    engine.machines.set(machine.arn, machine);
    engine.journal.put(MACHINES, machine.arn, machine);
    await engine.journal.flush();
  };
  return {
    async CreateStateMachine({ name, definition, roleArn, type = 'STANDARD' }) {
      if (!isResourceName(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
      assertValid(definition, type);
      const arn = `arn:${partition}:states:${region}:${accountId}:stateMachine:${name}`;
      const known = engine.machines.get(arn);
      if (known !== undefined) {
        const same = known.definition === definition && known.roleArn === roleArn && known.type === type;
        if (same) return { stateMachineArn: arn, creationDate: date(known.creationDate) };
        throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      }
      const creationDate = engine.clock.now();
      const definitionKey = engine.keepDefinition(definition);
      await save({ arn, name, definition, definitionKey, roleArn, type, creationDate, revisionId: engine.ids() });
      return { stateMachineArn: arn, creationDate: date(creationDate) };
    },
    async UpdateStateMachine({ stateMachineArn, definition, roleArn }) {
      const machine = engine.machine(stateMachineArn);
      if (definition === undefined && roleArn === undefined) {
        throw new ServiceError('MissingRequiredParameter', 'Either the definition or the role ARN must be specified');
      }
      if (definition !== undefined) assertValid(definition, machine.type);
      const text = definition ?? machine.definition;
      const updateDate = engine.clock.now();
      const revisionId = engine.ids();
      const definitionKey = engine.keepDefinition(text);
      await save({
        ...machine,
        definition: text,
        definitionKey,
        roleArn: roleArn ?? machine.roleArn,
        updateDate,
        revisionId,
      });
      return { updateDate: date(updateDate), revisionId };
    },
    async DescribeStateMachine({ stateMachineArn }) {
      const { arn, name, definition, roleArn, type, creationDate, revisionId } = engine.machine(stateMachineArn);
      return {
        stateMachineArn: arn,
        name,
        status: 'ACTIVE',
        definition,
        roleArn,
        type,
        creationDate: date(creationDate),
        loggingConfiguration: { level: 'OFF', includeExecutionData: false },
        tracingConfiguration: { enabled: false },
        revisionId,
      };
    },
    async DescribeStateMachineForExecution({ executionArn }) {
      const execution = await engine.find(executionArn);
      if (execution === undefined)
        throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
      const { stateMachineArn, stateMachineName, roleArn, mapRunArn, startDate } = execution.record;
      const machine = engine.machines.get(stateMachineArn.replace(/\/[^/]*$/, ''));
      return {
        stateMachineArn,
        name: stateMachineName,
        definition: JSON.stringify(mapRunArn === undefined ? execution.definition : execution.scope),
        roleArn,
        updateDate: date(machine?.updateDate ?? machine?.creationDate ?? startDate),
        mapRunArn,
      };
    },
    async ListStateMachines({ maxResults, nextToken }) {
      const all = [...engine.machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = pageOf(all, nextToken, pageSize(maxResults), 'InvalidToken');
      return {
        stateMachines: page.items.map(({ arn, name, type, creationDate }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: date(creationDate),
        })),
        nextToken: page.next,
      };
    },
    async DeleteStateMachine({ stateMachineArn }) {
      if (engine.machines.delete(stateMachineArn)) {
        engine.journal.delete(MACHINES, stateMachineArn);
        await engine.journal.flush();
      }
      return {};
    },
    async ListTagsForResource() {
      return { tags: [] };
    },
  };
}
