import { rmSync } from 'node:fs';

// A file deleted from the sources must not live on in the package.
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
