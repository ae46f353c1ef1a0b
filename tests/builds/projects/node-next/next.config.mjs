export default {
  output: "standalone",
};
