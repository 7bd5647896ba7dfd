import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `leafcutter serve` listens while the page is being worked on. */
const SERVER = 'http://127.0.0.1:4280';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The server's content security policy takes files and no data addresses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': SERVER, '/docs': SERVER, '/openapi.json': SERVER, '/health': SERVER } },
});
