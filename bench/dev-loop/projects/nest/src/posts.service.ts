import { Injectable } from "@nestjs/common";

@Injectable()
export class PostsService {
  all() {
    return [{ id: 1, title: "A post" }];
  }
}
