// spider (Rust) through its package for node: one Website a host, eight at a time.
// node spider.mjs SEEDS FOLDER, where FOLDER is where npm installed it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [seedsFile, folder] = process.argv.slice(2);
const { Website } = createRequire(`${folder}/`)('@spider-rs/spider-rs');

const left = readFileSync(seedsFile, 'utf8').trim().split('\n');
async function work() {
    for (let seed = left.pop(); seed; seed = left.pop()) {
        const website = new Website(seed).withBudget({ '*': 1000000 }).build();
        await website.crawl();
    }
}
await Promise.all(Array.from({ length: 8 }, work));
