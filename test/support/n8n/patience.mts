import { jest } from '@jest/globals';

// A real n8n is slow, especially on a small machine. Set here, because jest's own setting can't
// differ between projects.
jest.setTimeout(120_000);
