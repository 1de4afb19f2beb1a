using System.Text;
using ChatRoom.Native;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting.Tls;

/// <summary>A server that was met before, and the line of the file in which it stands.</summary>
internal readonly record struct KnownHost(Fingerprint Fingerprint, int Line);

/// <summary>
/// The servers whose certificates a user has accepted: a file of lines <c>HOST:PORT SHA256:...</c>. A line that begins with
/// <c>#</c>, or is none of these, is passed over.
/// </summary>
internal sealed class KnownHosts(string path)
{
    public string Path => path;

    /// <summary>The path as a sentence shows it: a link may lead to a place that is not there.</summary>
    public string Shown => new FileInfo(path).LinkTarget is { } target ? $"{path}, a link to {target}" : path;

    /// <summary>What is known of a server, first things first; nothing where the file is not there.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public List<KnownHost> Find(string address)
    {
        var found = new List<KnownHost>();
        var number = 0;
        foreach (var line in ReadLines())
        {
            number++;
            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var host, var text]
                && host.Equals(address, StringComparison.OrdinalIgnoreCase)
                && Fingerprint.TryParse(text, out var fingerprint))
            {
                found.Add(new KnownHost(fingerprint, number));
            }
        }

        return found;
    }

    /// <summary>Appends one more line as a whole; another process may do the same at the same time.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Add(string address, Fingerprint fingerprint)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        var isBegun = file.Length > 0 && LastByte(file) != '\n';
        var line = Encoding.UTF8.GetBytes($"{(isBegun ? "\n" : "")}{address} {fingerprint}\n");
        if (OperatingSystem.IsWindows())
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(line);
        }
        else
        {
            AppendOnlyFile.Append(path, line);
        }
    }

    private string[] ReadLines()
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing is known so far. A link may lead to a file that is made with the first line.
            return [];
        }
    }

    private static int LastByte(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }
}
