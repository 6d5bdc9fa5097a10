// Crawlee for JavaScript with its Cheerio crawler: follow every link on the seeds' hosts.
// node crawlee.mjs SEEDS FOLDER, where FOLDER is where npm installed it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [seedsFile, folder] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { CheerioCrawler, Configuration } = require('@crawlee/cheerio');
const { MemoryStorage } = require('@crawlee/memory-storage');

const seeds = readFileSync(seedsFile, 'utf8').trim().split('\n');
const hosts = new Set(seeds.map((seed) => new URL(seed).host));
const config = new Configuration({
    storageClient: new MemoryStorage({ persistStorage: false, writeMetadata: false }),
    persistStorage: false,
    logLevel: 'OFF',
});
const crawler = new CheerioCrawler({
    minConcurrency: 64,
    maxConcurrency: 64,
    async requestHandler({ enqueueLinks }) {
        await enqueueLinks({
            strategy: 'all',
            transformRequestFunction: (request) => hosts.has(new URL(request.url).host) && request,
        });
    },
}, config);
await crawler.run(seeds);
