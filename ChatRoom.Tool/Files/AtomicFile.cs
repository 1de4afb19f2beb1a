namespace ChatRoom.Files;

/// <summary>A small file that is replaced as a whole: whatever happens meanwhile, the old one is there or the new one.</summary>
internal static class AtomicFile
{
    private const string Unfinished = ".new";

    /// <summary>Writes it for this user alone, and returns when it is on the disk itself.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // One that was left unfinished may have other rights.
            File.Delete(path + Unfinished);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(path + Unfinished, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
