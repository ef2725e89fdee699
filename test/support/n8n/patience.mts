import { jest } from '@jest/globals';

// A real n8n takes its time, on a small machine above all; jest's own setting holds for all projects or none.
jest.setTimeout(120_000);
