/** The folder that holds the command: `cli/` in a checkout, `dist/` in the package. The bundler replaces `__dirname`. */
export const COMMAND_FOLDER: string = __dirname;
