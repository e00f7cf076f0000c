import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inBackground } from '../../background';
import type { Clock } from '../../clock';
import { type Changes, DurableMap, type Store } from '../../store';

/** A mail that SNS would have sent. Nothing leaves this computer. */
export interface Mail {
  readonly topicArn: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** Of a mail that asks for the confirmation of a subscription. */
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

/** Mails in the order in which they were sent: kept in the store, and for people a text file each in `folder`. */
export class Outbox {
  private constructor(
    readonly kept: DurableMap<Mail>,
    readonly clock: Pick<Clock, 'now'>,
    readonly folder: string | undefined,
  ) {}

  static async load(store: Store, clock: Pick<Clock, 'now'>, folder?: string): Promise<Outbox> {
    const outbox = new Outbox(await DurableMap.load(store, 'sns-mails'), clock, folder);
    // A process that was killed may have kept a mail without writing its file.
    for (const number of outbox.kept.keys()) outbox.#writeFile(number);
    return outbox;
  }

  mails(): Mail[] {
    return this.kept.values();
  }

  /** Sent with the changes that cause it. */
  add(mail: Omit<Mail, 'sentAt'>, changes: Changes): void {
    const number = String(this.kept.size + 1).padStart(6, '0');
    changes.set(this.kept, number, { ...mail, sentAt: this.clock.now() });
    inBackground('sns', async () => {
      await changes.made;
      this.#writeFile(number);
    });
  }

  /** A file that is there stays: it may be read just now. */
  #writeFile(number: string): void {
    if (this.folder === undefined) return;
    const path = join(this.folder, `${number}.txt`);
    if (existsSync(path)) return;
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path, textOf(this.kept.get(number)!));
  }
}

const textOf = ({ to, subject, body, sentAt }: Mail): string =>
  `To: ${to}\nSubject: ${subject}\nDate: ${new Date(sentAt).toISOString()}\n\n${body}\n`;
