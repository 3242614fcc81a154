import { inject } from "@adonisjs/core";
import PostsService from "#services/posts_service";

@inject()
export default class PostsController {
  constructor(private readonly posts: PostsService) {}

  index() {
    return { mark: "", posts: this.posts.all() };
  }
}
