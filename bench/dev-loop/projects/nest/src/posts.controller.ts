import { Controller, Get } from "@nestjs/common";
import { PostsService } from "./posts.service.js";

@Controller("posts")
export class PostsController {
  constructor(private readonly posts: PostsService) {}

  @Get()
  index() {
    return { mark: "", posts: this.posts.all() };
  }
}
