package com.example;

import dev.taskwire.Delivery;
import dev.taskwire.Outcome;
import dev.taskwire.PluginSetup;
import dev.taskwire.TaskwirePlugin;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on the queue thumbnails. */
public final class Thumbnails implements TaskwirePlugin {
    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    private String folder = "";

    record Thumbnail(String image, int width) {}

    @Override
    public void setUp(PluginSetup setup) {
        folder = setup.configuration().getString("folder", "/tmp");
        setup.queue("thumbnails", Thumbnail.class, this::draw);
    }

    private Future<Outcome> draw(Thumbnail thumbnail, Delivery delivery) {
        LOG.info("drawing {} into {}, {} wide", thumbnail.image(), folder, thumbnail.width());
        return Future.succeededFuture(Outcome.done());
    }
}
