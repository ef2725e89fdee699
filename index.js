// n8n loads nodes and credentials by the paths in package.json's `n8n` block; nothing imports this file.
