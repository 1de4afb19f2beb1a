using System.IO.Compression;
using ChatRoom.Server.Doors.Web.Answers;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Pages;

/// <summary>The files of the page, which the program contains. Never changes.</summary>
internal sealed class PageFiles
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["app.css"] = "text/css; charset=utf-8",
        ["app.js"] = "text/javascript; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
        ["manifest.webmanifest"] = "application/manifest+json",
    };

    /// <summary>The build of the program, with which all files change. Weak, because the same file may be compressed or not.</summary>
    private static readonly string ETag = $"W/\"{typeof(PageFiles).Module.ModuleVersionId:N}\"";

    private readonly Dictionary<string, PageFile> _files;

    private PageFiles(Dictionary<string, PageFile> files) => _files = files;

    public static PageFiles Load() => new(Types.ToDictionary(file => file.Key, file => Load(file.Key, file.Value)));

    /// <summary>Answers with a file, or with 304 if the client has it.</summary>
    public async Task AnswerAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!_files.TryGetValue(name, out var file))
        {
            await RefusalAnswer.WriteAsync(context, WebRefusals.NotFound);
            return;
        }

        response.Headers.ETag = ETag;

        // The client asks each time whether the file has changed, because a new version of the program has other files.
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isCompressed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        var bytes = isCompressed ? file.Compressed : file.Bytes;
        response.ContentType = file.Type;
        response.ContentLength = bytes.Length;
        response.Headers.Vary = "Accept-Encoding";
        if (isCompressed)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static PageFile Load(string name, string type)
    {
        using var resource = typeof(PageFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the program does not contain {name}");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return new PageFile(bytes, compressed.ToArray(), type);
    }

    private sealed record PageFile(byte[] Bytes, byte[] Compressed, string Type);
}
