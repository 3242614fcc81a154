export default class PostsService {
  all() {
    return [{ id: 1, title: "A post" }];
  }
}
