export const previewTheme: never[] = [];
