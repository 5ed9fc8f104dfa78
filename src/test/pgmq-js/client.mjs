// What another program does with a queue by pgmq-js. The first argument says what, the second is the queue; the database comes
// from the environment, as libpq names it. Writes what it was answered as one line of JSON.
import { Pgmq } from "pgmq-js";

const { PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE } = process.env;
const [what, queue] = process.argv.slice(2);

const pgmq = await Pgmq.new(
  { host: PGHOST, port: Number(PGPORT), user: PGUSER, password: PGPASSWORD, database: PGDATABASE, ssl: false },
  { skipExtensionCreation: true },
);

const actions = {
  async send() {
    const one = await pgmq.msg.send(queue, { image: "object.png", width: 1 });
    const text = await pgmq.msg.send(queue, JSON.stringify({ image: "text.png", width: 2 }));
    const batch = await pgmq.msg.sendBatch(queue, [
      { image: "first.png", width: 3 },
      { image: "second.png", width: 4 },
    ]);
    return [one, text, ...batch];
  },

  async consume() {
    const read = await pgmq.msg.read(queue, 30);
    const archived = await pgmq.msg.archive(queue, read.msgId);
    const [second] = await pgmq.msg.readBatch(queue, 30, 1);
    const deleted = await pgmq.msg.delete(queue, second.msgId);
    const popped = await pgmq.msg.pop(queue);
    return { messages: [read, second, popped].map((one) => one.message), archived, deleted };
  },
};

try {
  console.log(JSON.stringify(await actions[what]()));
} finally {
  await pgmq.close();
}
