import { Controller, Get, Module, OnApplicationShutdown } from "@nestjs/common";

@Controller("health")
class HealthController {
  @Get()
  health(): { status: string } {
    return { status: "ok" };
  }
}

@Module({ controllers: [HealthController] })
export class AppModule implements OnApplicationShutdown {
  onApplicationShutdown(): void {
    console.log("stopping in order");
  }
}
