import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'Evalflow',
  description: 'Draw an evaluation of a language model as a graph and run it for real',
  outDir: '../test-results/docs',
  cacheDir: '../.tools/vitepress',
  // nothing is fetched from elsewhere, as in Studio
  useWebFonts: false,
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Tour', link: '/' },
      { text: 'Components', link: '/components/evaluator' },
      { text: 'Write your own', link: '/components' },
    ],
    sidebar: [
      {
        text: 'Use',
        items: [
          { text: 'Tour', link: '/' },
          { text: 'In pictures', link: '/tour' },
          { text: 'Keyboard', link: '/keyboard' },
          { text: 'From Langflow to Evalflow', link: '/from-langflow' },
        ],
      },
      {
        text: 'Components',
        items: [
          ['Dataset Creator', 'dataset-creator'],
          ['Existing Dataset', 'existing-dataset'],
          ['Data Preparation', 'data-preparation'],
          ['Evaluator', 'evaluator'],
          ['Model Target', 'model-target'],
          ['Config Manager', 'config-manager'],
          ['Results', 'results'],
          ['Compare Runs', 'compare-runs'],
          ['Gate', 'gate'],
          ['Report', 'report'],
          ['Note', 'note'],
        ].map(([text, page]) => ({ text: text ?? '', link: `/components/${page}` })),
      },
      {
        text: 'Build on it',
        items: [
          { text: 'A component of your own', link: '/components' },
          { text: 'The flow format', link: '/flow-format' },
          { text: 'Error codes', link: '/ERRORS' },
          { text: 'Architecture', link: '/ARCHITECTURE' },
        ],
      },
    ],
  },
})
