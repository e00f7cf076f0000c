import type { Command } from 'commander';
import { registerCatchUp } from './catch-up';
import { registerReplay } from './replay';
import { registerView } from './view';

/** `dynamodb catch-up` and its siblings. */
export function registerDynamoDb(program: Command): void {
  const dynamodb = program.command('dynamodb').description('changes of DynamoDB tables on their way to the lake');
  registerCatchUp(dynamodb);
  registerReplay(dynamodb);
  registerView(dynamodb);
}
