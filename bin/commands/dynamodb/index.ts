import type { Command } from 'commander';
import { registerCatchUp } from './catch-up';
import { registerLoad } from './load';
import { registerPublish } from './publish';
import { registerReplay } from './replay';
import { registerStatus } from './status';
import { registerView } from './view';

/** `dynamodb catch-up` and its siblings. */
export function registerDynamoDb(program: Command): void {
  const dynamodb = program.command('dynamodb').description('changes of DynamoDB tables on their way to the lake');
  registerLoad(dynamodb);
  registerPublish(dynamodb);
  registerStatus(dynamodb);
  registerCatchUp(dynamodb);
  registerReplay(dynamodb);
  registerView(dynamodb);
}
