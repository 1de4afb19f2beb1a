namespace ChatRoom.Tests.Support.Programs;

/// <summary>The source directory that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "ChatRoom.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
